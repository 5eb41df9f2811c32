// Hand the Codecov token to the uploader, from the environment.
using System;
using System.Diagnostics;

public static class Upload
{
    public static int Main()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CODECOV_TOKEN")))
        {
            Console.Error.WriteLine("CODECOV_TOKEN is not set: set it in the CI's secrets");
            return 1;
        }
        // The uploader reads CODECOV_TOKEN itself; an argument would show in the process list.
        using (var upload = Process.Start(new ProcessStartInfo("codecovcli", "upload-process") { UseShellExecute = false }))
        {
            upload.WaitForExit();
            return upload.ExitCode;
        }
    }
}
