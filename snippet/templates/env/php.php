<?php
// Hand the Codecov token to the uploader, from the environment.
if (!getenv('CODECOV_TOKEN')) {
    fwrite(STDERR, "CODECOV_TOKEN is not set: set it in the CI's secrets\n");
    exit(1);
}

// The uploader reads CODECOV_TOKEN itself; an argument would show in the process list.
passthru('codecovcli upload-process', $code);
exit($code);
