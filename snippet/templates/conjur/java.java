// Hand the Codecov token to the uploader, from Conjur (variable codecov/token).
// CONJUR_APPLIANCE_URL, CONJUR_ACCOUNT, CONJUR_AUTHN_LOGIN and CONJUR_AUTHN_API_KEY as for
// Conjur's own clients; the host needs read and execute on this one variable.
// Larger programs: com.cyberark.conjur.api:conjur-api, new Conjur().variables().
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

class Upload {
    static String part(String s) {
        return URLEncoder.encode(s, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String ask(HttpRequest.Builder request, String path) throws Exception {
        HttpRequest built = request.uri(URI.create(System.getenv("CONJUR_APPLIANCE_URL") + path)).timeout(Duration.ofSeconds(10)).build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(built, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("asking Conjur: " + answer.statusCode());
        }
        return answer.body();
    }

    public static void main(String[] args) throws Exception {
        String account = part(System.getenv("CONJUR_ACCOUNT"));
        HttpRequest.BodyPublisher key = HttpRequest.BodyPublishers.ofString(System.getenv("CONJUR_AUTHN_API_KEY"));
        String session = ask(HttpRequest.newBuilder().POST(key), "/authn/" + account + "/" + part(System.getenv("CONJUR_AUTHN_LOGIN")) + "/authenticate");
        String encoded = Base64.getEncoder().encodeToString(session.getBytes(StandardCharsets.UTF_8));
        String token = ask(HttpRequest.newBuilder().header("Authorization", "Token token=\"" + encoded + "\""),
                "/secrets/" + account + "/variable/" + part("codecov/token"));
        // In the environment: an argument would show in the process list.
        ProcessBuilder upload = new ProcessBuilder("codecovcli", "upload-process").inheritIO();
        upload.environment().put("CODECOV_TOKEN", token);
        System.exit(upload.start().waitFor());
    }
}
