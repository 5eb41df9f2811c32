// Hand the Codecov token to the uploader, from Conjur (variable codecov/token).
// CONJUR_APPLIANCE_URL, CONJUR_ACCOUNT, CONJUR_AUTHN_LOGIN and CONJUR_AUTHN_API_KEY as for
// Conjur's own clients; the host needs read and execute on this one variable.
using System;
using System.Diagnostics;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Tasks;

public static class Upload
{
    static string Part(string name)
    {
        var value = Environment.GetEnvironmentVariable(name);
        if (string.IsNullOrEmpty(value)) throw new InvalidOperationException(name + " is not set");
        return Uri.EscapeDataString(value);
    }

    public static async Task<int> Main()
    {
        string token;
        using (var client = new HttpClient { Timeout = TimeSpan.FromSeconds(10) })
        {
            client.BaseAddress = new Uri(Environment.GetEnvironmentVariable("CONJUR_APPLIANCE_URL"));
            var key = new StringContent(Environment.GetEnvironmentVariable("CONJUR_AUTHN_API_KEY"));
            var session = await client.PostAsync("/authn/" + Part("CONJUR_ACCOUNT") + "/" + Part("CONJUR_AUTHN_LOGIN") + "/authenticate", key);
            session.EnsureSuccessStatusCode();
            var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(await session.Content.ReadAsStringAsync()));
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Token", "token=\"" + encoded + "\"");
            token = await client.GetStringAsync("/secrets/" + Part("CONJUR_ACCOUNT") + "/variable/" + Uri.EscapeDataString("codecov/token"));
        }
        // In the environment: an argument would show in the process list.
        var start = new ProcessStartInfo("codecovcli", "upload-process") { UseShellExecute = false };
        start.Environment["CODECOV_TOKEN"] = token;
        using (var upload = Process.Start(start))
        {
            upload.WaitForExit();
            return upload.ExitCode;
        }
    }
}
