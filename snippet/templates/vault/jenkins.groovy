// The Codecov token from Vault (KV version 2, secret/codecov, field token), with the plugin
// HashiCorp Vault. https://plugins.jenkins.io/hashicorp-vault-plugin/
pipeline {
    agent any
    stages {
        stage('Coverage') {
            steps {
                sh 'make coverage'
                withVault(vaultSecrets: [[path: 'secret/codecov', engineVersion: 2, secretValues: [[envVar: 'CODECOV_TOKEN', vaultKey: 'token']]]]) {
                    sh 'codecovcli upload-process' // reads CODECOV_TOKEN
                }
            }
        }
    }
}
