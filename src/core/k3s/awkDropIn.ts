/**
 * Looks at a file of `config.yaml.d` on a node: says "issuer" if it names one, and "domain …" if it sets
 * the cluster's. Exits with status 4, the reason on standard error, when the file could win over
 * config.yaml. Has no apostrophe, so that the shell can hold it in a pair of them.
 */
export const awkDropIn = String.raw`
function refuse(why) {
  print why | "cat >&2"
  refused = 1
  exit 4
}
{ sub(/\r$/, "") }
/^ *#/ { next }
/kube-apiserver-arg/ && !/^["\047]?kube-apiserver-arg[+]["\047]? *:/ {
  refuse("it sets kube-apiserver-arg again, which replaces what config.yaml says. Make the change there, or write kube-apiserver-arg+ in it.")
}
/service-account-max-token-expiration/ { refuse("it sets service-account-max-token-expiration, which wins over config.yaml.") }
/service-account-issuer[-]=/ { refuse("it puts an issuer before that of config.yaml.") }
/service-account-issuer/ { named = 1 }
/^["\047]?cluster-domain["\047]? *:/ {
  domain = $0
  sub(/^[^:]*: */, "", domain)
  sub(/ +#.*$/, "", domain)
  gsub(/["\047 ]/, "", domain)
}
END {
  if (refused) exit 4
  if (named) print "issuer"
  if (domain != "") print "domain " domain
}
`;
