package codecov

func repositoryToken() Key {
	return Key{
		Kind:      RepositoryToken,
		Variables: []string{"CODECOV_STATIC_TOKEN"},
		Reach: []Fact{
			{"one repository", server(apps+"codecov_auth/authentication/repo_auth.py", 179, "RepositoryToken.objects")},
		},
		Can: []Fact{
			{"send static analysis for the repository; today's codecov.io answers and keeps nothing", server(apps+"staticanalysis/views.py", 21, "EMPTY_RESPONSE")},
			{"ask which tests to run; today's codecov.io answers with an empty list", server(apps+"labelanalysis/views.py", 31, "EMPTY_RESPONSE")},
			{"on an older self-hosted server: both, with effect on which tests run", Source{URL: "https://docs.codecov.com/docs/static-analysis"}},
		},
		Cannot: []Fact{
			{"upload coverage: that takes an upload token", server(views+"uploads.py", 233, "authentication_classes")},
		},
		Pages: []Page{
			generalPage("static analysis token", pages("RepoPage/ConfigTab/tabs/GeneralTab/Tokens/StaticAnalysisToken/StaticAnalysisToken.jsx", 38, "Regenerate")),
		},
		Replaced: Fact{"Codecov writes the new token over the old one: the old one ends at that moment", server(apps+"core/commands/repository/interactors/regenerate_repository_token.py", 23, "token.key = token.generate_key()")},
		Hosted:   Fact{"the page shows it only where the operator has switched static analysis on", pages("RepoPage/ConfigTab/tabs/GeneralTab/Tokens/Tokens.jsx", 11, "staticAnalysisToken")},
		Traces: []Fact{
			{"builds that skip tests which they should run", Source{URL: "https://docs.codecov.com/docs/static-analysis"}},
		},
	}
}

func badgeToken() Key {
	return Key{
		Kind: BadgeToken,
		Reach: []Fact{
			{"one private repository; a public one needs none", server(apps+"graphs/views.py", 107, "image_token")},
		},
		Can: []Fact{
			{"see the coverage in percent of any branch", server(apps+"graphs/views.py", 107, "image_token")},
			{"see the graphs of any branch, commit and pull request, which name the files", server(apps+"graphs/helpers/graphs.py", 65, "title=path")},
		},
		Cannot: []Fact{
			{"upload, change or read anything else", server(apps+"graphs/views.py", 434, "image_token")},
		},
		Pages: []Page{
			{For: "badge token", Do: "shown there; nobody can replace it: no page and no request does, Codecov's own administration shows it read-only", Path: "/{service}/{owner}/{repo}/config/badge",
				Source: server(apps+"core/admin.py", 478, "image_token")},
		},
		Replaced: Fact{"it is made once with the repository's record and stays", server("libs/shared/shared/django_apps/core/models.py", 122, "_gen_image_token")},
	}
}
