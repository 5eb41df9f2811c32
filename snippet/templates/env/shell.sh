#!/bin/sh
# Hand the Codecov token to the uploader, from the environment.
set -eu
: "${CODECOV_TOKEN:?is not set: set it in the secrets of the CI}"
export CODECOV_TOKEN

# The uploader reads CODECOV_TOKEN itself; an argument would show in the process list.
exec codecovcli upload-process
