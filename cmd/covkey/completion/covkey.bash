# Completion of covkey for bash. It asks covkey itself, so it knows what the covkey at
# hand knows. Where covkey offers nothing, bash completes file names.

_covkey() {
	local word=${COMP_WORDS[COMP_CWORD]} line
	COMPREPLY=()
	# bash divides --format=json at the sign.
	[ "$word" = "=" ] && word=
	local IFS=$'\n'
	for line in $("${COMP_WORDS[0]/#\~/$HOME}" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null); do
		line=${line%%$'\t'*}
		case $COMP_WORDBREAKS in *=*) case ${line} in --*=*) line=${line#*=} ;; esac ;; esac
		case $line in "$word"*) COMPREPLY+=("$line") ;; esac
	done
}

complete -o bashdefault -o default -F _covkey covkey
