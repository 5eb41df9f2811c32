// The Codecov token from Conjur (variable codecov/token), with the plugin Conjur Secrets: the
// credential codecov-token of kind Conjur Secret Credential names the variable.
// https://plugins.jenkins.io/conjur-credentials/
pipeline {
    agent any
    stages {
        stage('Coverage') {
            steps {
                sh 'make coverage'
                withCredentials([conjurSecretCredential(credentialsId: 'codecov-token', variable: 'CODECOV_TOKEN')]) {
                    sh 'codecovcli upload-process' // reads CODECOV_TOKEN
                }
            }
        }
    }
}
