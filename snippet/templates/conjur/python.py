"""Hand the Codecov token to the uploader, from Conjur (variable codecov/token).

CONJUR_APPLIANCE_URL, CONJUR_ACCOUNT, CONJUR_AUTHN_LOGIN and CONJUR_AUTHN_API_KEY as for
Conjur's own clients; the host needs read and execute on this one variable.
"""
import os
import subprocess
import sys
import urllib.error
import urllib.request
from urllib.parse import quote


def ask(path, **request):
    url = os.environ["CONJUR_APPLIANCE_URL"].rstrip("/") + path
    with urllib.request.urlopen(urllib.request.Request(url, **request), timeout=10) as answer:
        return answer.read().decode()


try:
    account = quote(os.environ["CONJUR_ACCOUNT"], safe="")
    login = quote(os.environ["CONJUR_AUTHN_LOGIN"], safe="")
    session = ask(
        f"/authn/{account}/{login}/authenticate",
        data=os.environ["CONJUR_AUTHN_API_KEY"].encode(),
        headers={"Accept-Encoding": "base64", "Content-Type": "text/plain"},
    )
    token = ask(
        f"/secrets/{account}/variable/{quote('codecov/token', safe='')}",
        headers={"Authorization": f'Token token="{session}"'},
    )
except urllib.error.URLError as error:
    sys.exit(f"asking Conjur: {error}")
except KeyError as error:
    sys.exit(f"{error} is not set")

# In the environment: an argument would show in the process list.
upload = subprocess.run(["codecovcli", "upload-process"], env={**os.environ, "CODECOV_TOKEN": token})
sys.exit(upload.returncode)
