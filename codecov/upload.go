package codecov

func uploadToken() Key {
	return Key{
		Kind:      UploadToken,
		Variables: []string{"CODECOV_TOKEN"},
		Reach: []Fact{
			{"a repository's own token: that repository", server(apps+"codecov_auth/authentication/repo_auth.py", 76, "def allows_repo")},
			{"a global upload token: every repository of the organisation", server(apps+"codecov_auth/authentication/repo_auth.py", 108, "self._org.ownerid")},
			{"a self-hosted server's global token: every repository on it", server("libs/shared/shared/validation/install.py", 61, "Any upload (for any repo)")},
		},
		Can: []Fact{
			{"upload false coverage and test results for any commit and branch, the default branch too", server(views+"uploads.py", 223, `"upload" in request.auth.get_scopes()`)},
			{"have Codecov report a passing status for a commit that was never measured", server(views+"empty_upload.py", 133, "should_force is True")},
			{"change which commit a pull request is compared with", server(apps+"api/public/v1/serializers.py", 18, "user_provided_base_sha")},
			{"read commits (id, message, author, branch) and pull requests of a private repository", server(views+"commits.py", 77, "Commit.objects.filter(repository=repository)")},
		},
		Cannot: []Fact{
			{"read code or coverage: the API for those takes API tokens only", server(apps+"codecov/settings_base.py", 151, "UserTokenAuthentication")},
		},
		Pages: []Page{
			generalPage("repository upload token", pages("RepoPage/ConfigTab/tabs/GeneralTab/Tokens/RepoUploadToken/RepoUploadToken.jsx", 71, "Regenerate")),
			{For: "global upload token (administrators)", Do: "Regenerate", Path: "/account/{service}/{owner}/org-upload-token",
				Source: pages("AccountSettings/tabs/OrgUploadToken/RegenerateOrgUploadToken.tsx", 85, "Regenerate")},
		},
		Replaced: Fact{"Codecov writes the new token over the old one: the old one ends at that moment", server(apps+"core/commands/repository/interactors/regenerate_repository_upload_token.py", 20, "repo.upload_token = uuid.uuid4()")},
		Hosted:   Fact{"global_upload_token in the server's codecov.yml is changed there by its operator", Source{Repository: selfHost, Path: "config/codecov.yml", Line: 26, Words: "global_upload_token"}},
		Traces: []Fact{
			{"commits on Codecov that the repository does not have", server(views+"commits.py", 55, "serializer.save")},
			{"uploads without a build link, from a CI that you do not use, or at odd times", server(apps+"api/public/v2/commit/serializers.py", 93, "build_url")},
		},
		Look: []Page{
			{For: "uploads", Do: "open a commit: its uploads, with CI, build and time", Path: "/{service}/{owner}/{repo}/commits",
				Source: pages("CommitDetailPage/CommitCoverage/UploadsCard/UploadItem.tsx", 71, "UploadReference")},
		},
	}
}
