<?php
// Hand the Codecov token to the uploader, from Vault (KV version 2, secret/codecov, field token).
// VAULT_ADDR and VAULT_TOKEN as for the vault program; the policy needs read on secret/data/codecov.
$context = stream_context_create(['http' => ['header' => 'X-Vault-Token: ' . getenv('VAULT_TOKEN'), 'timeout' => 10]]);
$answer = @file_get_contents(getenv('VAULT_ADDR') . '/v1/secret/data/codecov', false, $context);
$token = $answer === false ? '' : json_decode($answer, true)['data']['data']['token'] ?? '';
if ($token === '') {
    fwrite(STDERR, "Vault gives no field token of secret/codecov\n");
    exit(1);
}

// In the environment: an argument would show in the process list.
putenv("CODECOV_TOKEN=$token");
passthru('codecovcli upload-process', $code);
exit($code);
