# Hand the Codecov token to the uploader, from Conjur (variable codecov/token).
# gem install conjur-api  (5; CONJUR_APPLIANCE_URL, CONJUR_ACCOUNT, CONJUR_AUTHN_LOGIN and
# CONJUR_AUTHN_API_KEY are set; the host needs read and execute on this one variable)
require "conjur-api"

Conjur.configuration.apply_cert_config!
conjur = Conjur::API.new_from_key(ENV.fetch("CONJUR_AUTHN_LOGIN"), ENV.fetch("CONJUR_AUTHN_API_KEY"))
begin
  token = conjur.resource("#{ENV.fetch("CONJUR_ACCOUNT")}:variable:codecov/token").value
rescue RestClient::Exception => e
  abort "asking Conjur: #{e.message}"
end

# In the environment: an argument would show in the process list.
exit system({ "CODECOV_TOKEN" => token }, "codecovcli", "upload-process") == true
