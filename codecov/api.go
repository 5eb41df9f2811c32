package codecov

func apiToken() Key {
	return Key{
		Kind:      APIToken,
		Variables: nil, // no tool of Codecov's reads one
		Reach: []Fact{
			{"its owner's: every repository and organisation that this person sees", server(apps+"api/shared/permissions.py", 102, "has_read_permissions")},
		},
		Can: []Fact{
			{"read the upload token and the badge token of every repository of the owner's organisations", server(apps+"api/public/v2/repo/serializers.py", 54, `"upload_token", "graph_token"`)},
			{"read coverage of every file and line, commits, pull requests and test results, private ones too", server(apps+"api/public/v2/report/views.py", 186, "UserTokenAuthentication")},
			{"list the members of the owner's organisations with their addresses, and deactivate them", server(apps+"api/public/v2/owner/views.py", 91, "deactivate_user")},
			{"where the owner is an administrator, erase repositories", server(apps+"api/shared/repo/mixins.py", 68, `"DELETE"`)},
		},
		Cannot: []Fact{
			{"upload: uploads take upload tokens only", server(views+"uploads.py", 222, "RepositoryAuthInterface")},
		},
		Pages: []Page{
			{For: "API token", Do: "Generate Token, later Revoke the old one (the list shows its last four characters)", Path: "/account/{service}/{user}/access",
				Source: pages("AccountSettings/tabs/Access/TokensTable.tsx", 69, "lastFour")},
		},
		Overlap:  true,
		Replaced: Fact{"a person may have several tokens: the new one works beside the old one until that is revoked", server(apps+"codecov_auth/commands/owner/interactors/create_user_token.py", 18, "UserToken.objects.create")},
		Hosted:   Fact{"an operator may have hidden the Access page; then the operator revokes it", pages("AccountSettings/AccountSettings.jsx", 64, "HIDE_ACCESS_TAB")},
		Traces: []Fact{
			{"Codecov keeps no time of a token's last use: its pages cannot show misuse; ask Codecov's support, or read a self-hosted server's access log", server("libs/shared/shared/django_apps/codecov_auth/models.py", 1076, "valid_until")},
			{"what it could read is read: replace the upload tokens of those repositories as well", server(apps+"api/public/v2/repo/views.py", 95, "RepositoryOrgMemberPermissions")},
		},
		Look: []Page{
			{For: "members", Do: "who is active, who is not any more", Path: "/members/{service}/{owner}",
				Source: Source{Repository: gazebo, Path: "src/services/navigation/useNavLinks.ts", Line: 120, Words: "/members/"}},
		},
	}
}
