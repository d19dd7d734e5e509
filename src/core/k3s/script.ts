import { visible } from '../model/visible';
import { quoteSh } from '../shell/quote';
import { requirePlainIssuer } from './apiServerArgs';
import { awkDropIn } from './awkDropIn';
import { awkMerge } from './awkMerge';

export interface ScriptWants {
  readonly clusterName: string;
  readonly issuer: string;
}

const beginning = `#!/bin/sh
# Lets the API server of a k3s server node sign tokens with the issuer that Azure Arc has published for
# the cluster. Run it as root on every server node, one after the other; agent nodes need nothing.
#
# It sets service-account-issuer and service-account-max-token-expiration under kube-apiserver-arg in
# k3s' config.yaml and leaves everything else as it is. An issuer that was there stays accepted, so that
# running pods go on working. It keeps a copy of the file, restarts k3s, waits until the API server is
# ready, looks at what it signs with, restarts the agents of Azure Arc, and tells how to undo it all.
# Running it again changes nothing and restarts nothing.
set -eu
LC_ALL=C
# Where k3s puts itself; not every sudo looks there.
PATH=$PATH:/usr/local/bin
export LC_ALL PATH
umask 077
`;

const ending = String.raw`
# Where the node's files are, and how long to wait; as they are unless a test says otherwise.
root=${'$'}{K3S_NODE_ROOT:-}
config=${'$'}{K3S_CONFIG_FILE:-$root/etc/rancher/k3s/config.yaml}
wait_seconds=${'$'}{K3S_WAIT_SECONDS:-300}
KUBECONFIG=${'$'}{K3S_KUBECONFIG_OUTPUT:-$root/etc/rancher/k3s/k3s.yaml}
OWN_ISSUER=https://kubernetes.default.svc
DOMAIN=cluster.local
export KUBECONFIG ISSUER OWN_ISSUER DOMAIN

say() {
  printf '%s\n' "$*"
}

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

quote() {
  printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
}

kube() {
  if command -v kubectl >/dev/null 2>&1; then
    kubectl "$@"
  else
    k3s kubectl "$@"
  fi
}

# The issuer that the API server names; nothing while it does not answer.
signs_with() {
  kube get --raw /.well-known/openid-configuration 2>/dev/null |
    sed -n 's/.*"issuer": *"\([^"]*\)".*/\1/p'
}

by_vscode="Open the file in Visual Studio Code by the command 'Configure k3s API Server', which understands all of YAML. Nothing was changed."

say "Cluster $CLUSTER: its API server is to sign with $ISSUER"

if [ -z "$root" ] && [ "$(id -u)" != 0 ]; then
  fail "This changes files of the system. Run it as root: sudo sh $0"
fi

unit=$(systemctl cat k3s 2>/dev/null) ||
  fail "There is no service k3s on this machine. Run this on the server nodes of the cluster; agent nodes (k3s-agent) need nothing."
environment=$(cat "$root/etc/systemd/system/k3s.service.env" 2>/dev/null || :)
case $unit in
*--kube-apiserver-arg*)
  fail "The service k3s is started with --kube-apiserver-arg, which wins over config.yaml. Move these arguments from the service to $config, then run this again. Nothing was changed."
  ;;
esac
if [ -z "${'$'}{K3S_CONFIG_FILE:-}" ]; then
  case $unit$environment in
  *--config* | *K3S_CONFIG_FILE*)
    fail "The service k3s reads another file than $config. Run this again with K3S_CONFIG_FILE set to that file. Nothing was changed."
    ;;
  esac
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for file in "$config".d/*; do
  case $file in
  *.[yY][aA][mM][lL] | *.[yY][mM][lL]) ;;
  *) continue ;;
  esac
  [ -f "$file" ] || continue
  found=$(awk "$look" "$file" 2>"$work/why") ||
    fail "$file is read after $config: $(cat "$work/why") $by_vscode"
  case $found in
  *issuer*) OWN_ISSUER= ;;
  esac
  case $found in
  *domain*) DOMAIN=$(printf '%s\n' "$found" | sed -n 's/^domain //p') ;;
  esac
done

if [ -e "$config" ]; then
  cat "$config" >"$work/old"
else
  : >"$work/old"
fi
status=0
awk "$merge" <"$work/old" >"$work/new" 2>"$work/why" || status=$?
case $status in
0) ;;
3)
  now=$(signs_with)
  if [ "$now" = "$ISSUER" ]; then
    say "$config says so already, and so does the API server. Nothing was changed, nothing was restarted."
    exit 0
  fi
  fail "$config says so already, but the API server signs with ${'$'}{now:-something unknown: it does not answer}. Restart k3s: systemctl restart k3s"
  ;;
4) fail "$config, $(cat "$work/why") $by_vscode" ;;
*) fail "awk failed on $config: $(cat "$work/why") $by_vscode" ;;
esac
# What was merged must be what a second merge leaves alone.
status=0
awk "$merge" <"$work/new" >/dev/null 2>"$work/why" || status=$?
[ "$status" = 3 ] || fail "$config could not be merged with certainty. $by_vscode"

target=$config
if [ -L "$config" ]; then
  target=$(readlink -f "$config")
fi
if [ -e "$target" ]; then
  backup=$config.$(date -u +%Y%m%dT%H%M%SZ).bak
  cp -p "$target" "$backup"
  cp -p "$target" "$target.new"
  undo="cp -p $(quote "$backup") $(quote "$target") && systemctl restart k3s"
  say "Copy of before: $backup"
else
  mkdir -p "$(dirname "$target")"
  : >"$target.new"
  undo="rm $(quote "$target") && systemctl restart k3s"
fi
cat "$work/new" >"$target.new"
mv -f "$target.new" "$target"
say "Changed: $config"
if command -v diff >/dev/null 2>&1; then
  diff "$work/old" "$work/new" | sed -n 's/^\([<>]\)/  \1/p' | grep -e service-account -e kube-apiserver-arg || :
fi

give_up() {
  say "$*" >&2
  fail "To go back: $undo"
}

say "Restarting k3s…"
systemctl restart k3s || give_up "k3s did not start again. See: journalctl -u k3s"

waited=0
until [ "$(kube get --raw /readyz 2>/dev/null || :)" = ok ]; do
  if [ "$waited" -ge "$wait_seconds" ]; then
    give_up "The API server was not ready after $wait_seconds seconds. See: journalctl -u k3s"
  fi
  sleep 2
  waited=$((waited + 2))
done

now=$(signs_with)
[ "$now" = "$ISSUER" ] ||
  give_up "The API server is ready, but signs with ${'$'}{now:-an issuer that it does not tell}. Does another configuration override $config?"
say "The API server signs with $now"

say "To go back: $undo"
kube -n azure-arc rollout restart deployment ||
  fail "The API server is configured, but the agents of Azure Arc could not be restarted. Run: kubectl -n azure-arc rollout restart deployment"
say "Done. Run this on the other server nodes as well, then answer 'I Have Done It' in Visual Studio Code."
`;

/** A program in apostrophes, as the shell takes it. */
const programOf = (name: string, about: string, text: string): string =>
  `# For awk: ${about}\n# shellcheck disable=SC2016 # The dollars are awk's.\n${name}='${text}'\n`;

/**
 * A script for the shell of a server node (POSIX, with awk) that makes the same change as the merge,
 * and what belongs to it. What awk cannot read with certainty it refuses, changing nothing.
 *
 * @throws {UserFacingError} the issuer has characters that no issuer has
 */
export function createScript({ clusterName, issuer }: ScriptWants): string {
  requirePlainIssuer(issuer);
  // The name is only said, in a terminal that would act on what is unseen in it.
  const values = `CLUSTER=${quoteSh(visible(clusterName))}\nISSUER=${quoteSh(issuer)}\n`;
  const programs = [
    programOf('look', 'what a file of config.yaml.d says.', awkDropIn),
    programOf('merge', 'config.yaml with the change.', awkMerge),
  ];
  return [beginning, values, ...programs].join('\n') + ending;
}
