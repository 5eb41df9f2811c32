<?php
// Hand the Codecov token to the uploader, from AWS Secrets Manager.
// composer require aws/aws-sdk-php  (3; credentials as for every AWS SDK)
// The role needs secretsmanager:GetSecretValue on this one secret.
require 'vendor/autoload.php';

$secret = getenv('CODECOV_SECRET_ID') ?: 'codecov/token';
try {
    $client = new Aws\SecretsManager\SecretsManagerClient(['region' => getenv('AWS_REGION'), 'version' => '2017-10-17']);
    $token = $client->getSecretValue(['SecretId' => $secret])['SecretString'] ?? '';
} catch (Aws\Exception\AwsException $e) {
    fwrite(STDERR, "reading $secret: {$e->getAwsErrorMessage()}\n");
    exit(1);
}
if ($token === '') {
    fwrite(STDERR, "$secret holds no text\n");
    exit(1);
}

// In the environment: an argument would show in the process list.
putenv("CODECOV_TOKEN=$token");
passthru('codecovcli upload-process', $code);
exit($code);
