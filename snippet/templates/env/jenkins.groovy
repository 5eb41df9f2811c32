// The Codecov token from Jenkins' credentials: Manage Jenkins > Credentials, kind Secret text,
// ID codecov-token. https://www.jenkins.io/doc/book/using/using-credentials/
pipeline {
    agent any
    environment {
        CODECOV_TOKEN = credentials('codecov-token')
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
