package detector

import "sync/atomic"

// once is a value that is made when it is first asked for: most runs find nothing. What
// sync.OnceValue gives has to be made itself, which every start of the program waits for.
type once[T any] struct{ made atomic.Pointer[T] }

// get gives the value. Whoever asks at the same time may make it as well; it is the same.
func (o *once[T]) get(first func() T) T {
	made := o.made.Load()
	if made == nil {
		value := first()
		made = &value
		o.made.Store(made)
	}
	return *made
}
