// Hand the Codecov token to the uploader, from Vault (KV version 2, secret/codecov, field token).
// VAULT_ADDR and VAULT_TOKEN as for the vault program; the policy needs read on secret/data/codecov.
// Spring: org.springframework.vault:spring-vault-core reads it in the same way.
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class Upload {
    public static void main(String[] args) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(System.getenv("VAULT_ADDR") + "/v1/secret/data/codecov"))
                .header("X-Vault-Token", System.getenv("VAULT_TOKEN")).timeout(Duration.ofSeconds(10)).build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("asking Vault: " + answer.statusCode());
        }
        // A program with a JSON library reads data.data.token.
        Matcher token = Pattern.compile("\"token\"\\s*:\\s*\"([^\"\\\\]+)\"").matcher(answer.body());
        if (!token.find()) {
            throw new IllegalStateException("secret/codecov has no field token");
        }
        // In the environment: an argument would show in the process list.
        ProcessBuilder upload = new ProcessBuilder("codecovcli", "upload-process").inheritIO();
        upload.environment().put("CODECOV_TOKEN", token.group(1));
        System.exit(upload.start().waitFor());
    }
}
