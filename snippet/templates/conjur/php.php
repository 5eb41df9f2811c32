<?php
// Hand the Codecov token to the uploader, from Conjur (variable codecov/token).
// CONJUR_APPLIANCE_URL, CONJUR_ACCOUNT, CONJUR_AUTHN_LOGIN and CONJUR_AUTHN_API_KEY as for
// Conjur's own clients; the host needs read and execute on this one variable.
function ask(string $path, array $request): string
{
    $context = stream_context_create(['http' => $request + ['timeout' => 10]]);
    $answer = @file_get_contents(rtrim(getenv('CONJUR_APPLIANCE_URL'), '/') . $path, false, $context);
    if ($answer === false) {
        fwrite(STDERR, "Conjur does not answer\n");
        exit(1);
    }
    return $answer;
}

$account = rawurlencode(getenv('CONJUR_ACCOUNT'));
$session = ask("/authn/$account/" . rawurlencode(getenv('CONJUR_AUTHN_LOGIN')) . '/authenticate', [
    'method' => 'POST', 'header' => 'Content-Type: text/plain', 'content' => getenv('CONJUR_AUTHN_API_KEY'),
]);
$token = ask("/secrets/$account/variable/" . rawurlencode('codecov/token'), [
    'header' => 'Authorization: Token token="' . base64_encode($session) . '"',
]);

// In the environment: an argument would show in the process list.
putenv("CODECOV_TOKEN=$token");
passthru('codecovcli upload-process', $code);
exit($code);
