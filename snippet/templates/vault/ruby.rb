# Hand the Codecov token to the uploader, from Vault (KV version 2, secret/codecov, field token).
# gem install vault  (0.18; VAULT_ADDR and VAULT_TOKEN as for the vault program)
# The policy needs read on secret/data/codecov.
require "vault"

begin
  secret = Vault.kv("secret").read("codecov")
rescue Vault::VaultError => e
  abort "asking Vault: #{e.message}"
end
token = secret&.data&.fetch(:token, nil)
abort "secret/codecov has no field token" if token.to_s.empty?

# In the environment: an argument would show in the process list.
exit system({ "CODECOV_TOKEN" => token }, "codecovcli", "upload-process") == true
