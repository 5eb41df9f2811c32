// The Codecov token from AWS Secrets Manager, with the plugin AWS Secrets Manager Credentials
// Provider: a secret with the tag jenkins:credentials:type = string is a credential by its name.
// https://plugins.jenkins.io/aws-secrets-manager-credentials-provider/
pipeline {
    agent any
    environment {
        CODECOV_TOKEN = credentials('codecov/token')
    }
    stages {
        stage('Coverage') {
            steps {
                sh 'make coverage'
                sh 'codecovcli upload-process' // reads CODECOV_TOKEN
            }
        }
    }
}
