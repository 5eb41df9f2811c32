// Hand the Codecov token to the uploader, from AWS Secrets Manager.
// Maven: software.amazon.awssdk:secretsmanager (2; region and credentials as for every AWS SDK)
// The role needs secretsmanager:GetSecretValue on this one secret.
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

class Upload {
    public static void main(String[] args) throws Exception {
        String secret = System.getenv().getOrDefault("CODECOV_SECRET_ID", "codecov/token");
        String token;
        try (SecretsManagerClient client = SecretsManagerClient.create()) {
            token = client.getSecretValue(request -> request.secretId(secret)).secretString();
        }
        if (token == null || token.isEmpty()) {
            throw new IllegalStateException(secret + " holds no text");
        }
        // In the environment: an argument would show in the process list.
        ProcessBuilder upload = new ProcessBuilder("codecovcli", "upload-process").inheritIO();
        upload.environment().put("CODECOV_TOKEN", token);
        System.exit(upload.start().waitFor());
    }
}
