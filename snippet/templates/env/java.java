// Hand the Codecov token to the uploader, from the environment.
// Run: java Upload.java
class Upload {
    public static void main(String[] args) throws Exception {
        String token = System.getenv("CODECOV_TOKEN");
        if (token == null || token.isEmpty()) {
            System.err.println("CODECOV_TOKEN is not set: set it in the CI's secrets");
            System.exit(1);
        }
        // The uploader reads CODECOV_TOKEN itself; an argument would show in the process list.
        System.exit(new ProcessBuilder("codecovcli", "upload-process").inheritIO().start().waitFor());
    }
}
