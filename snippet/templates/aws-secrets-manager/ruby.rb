# Hand the Codecov token to the uploader, from AWS Secrets Manager.
# gem install aws-sdk-secretsmanager  (1; region and credentials as for every AWS SDK)
# The role needs secretsmanager:GetSecretValue on this one secret.
require "aws-sdk-secretsmanager"

secret = ENV.fetch("CODECOV_SECRET_ID", "codecov/token")
begin
  token = Aws::SecretsManager::Client.new.get_secret_value(secret_id: secret).secret_string
rescue Aws::Errors::ServiceError => e
  abort "reading #{secret}: #{e.message}"
end
abort "#{secret} holds no text" if token.to_s.empty?

# In the environment: an argument would show in the process list.
exit system({ "CODECOV_TOKEN" => token }, "codecovcli", "upload-process") == true
