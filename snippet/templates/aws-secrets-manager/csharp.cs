// Hand the Codecov token to the uploader, from AWS Secrets Manager.
// dotnet add package AWSSDK.SecretsManager  (4; region and credentials as for every AWS SDK)
// The role needs secretsmanager:GetSecretValue on this one secret.
using System;
using System.Diagnostics;
using System.Threading.Tasks;
using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;

public static class Upload
{
    public static async Task<int> Main()
    {
        var secret = Environment.GetEnvironmentVariable("CODECOV_SECRET_ID") ?? "codecov/token";
        string token;
        using (var client = new AmazonSecretsManagerClient())
        {
            var answer = await client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = secret });
            token = answer.SecretString;
        }
        if (string.IsNullOrEmpty(token))
        {
            throw new InvalidOperationException(secret + " holds no text");
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
