# Completion of covkey for PowerShell. It asks covkey itself, so it knows what the covkey
# at hand knows. Where covkey offers nothing, PowerShell completes file names.

Register-ArgumentCompleter -Native -CommandName covkey, covkey.exe -ScriptBlock {
	param($word, $line, $cursor)
	$words = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor -or $_.Extent.Text -ne $word } |
			Select-Object -Skip 1 | ForEach-Object { $_.Extent.Text })
	# An empty argument gets lost on the way to a program, so the last word is marked.
	& $line.CommandElements[0].Extent.Text __complete @words "@$word" 2>$null | ForEach-Object {
		$value, $meaning = $_ -split "`t", 2
		if (-not $meaning) { $meaning = $value }
		[System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $meaning)
	}
}
