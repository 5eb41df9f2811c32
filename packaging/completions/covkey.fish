# Completion of covkey for fish. It asks covkey itself, so it knows what the covkey at
# hand knows. Where covkey offers nothing, fish completes file names.

function __covkey_complete
	set -l words (commandline -opc) (commandline -ct)
	set -l offered (command $words[1] __complete $words[2..-1] 2>/dev/null)
	if test (count $offered) -gt 0
		printf '%s\n' $offered
	else
		__fish_complete_path (commandline -ct)
	end
end

complete -c covkey -f -a '(__covkey_complete)'
