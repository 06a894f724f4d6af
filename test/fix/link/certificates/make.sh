#!/bin/sh
# Makes the certificates of the TLS tests anew: an authority, those it signed, and a stranger's. They are
# worth nothing outside of the tests. Needs openssl 3; run it in this folder.
set -eu
FROM=20200101000000Z
TO=21200101000000Z
PAST=20200102000000Z
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key.pem" 2>/dev/null; }

# KEY SUBJECT SAN TO, then what says who signs
sign() {
  name="$1" subject="$2" san="$3" to="$4"
  shift 4
  : >"$work/index"
  cat >"$work/ca.cnf" <<CNF
[ca]
default_ca = here
[here]
database = $work/index
new_certs_dir = $work
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
[extensions]
$san
CNF
  openssl req -new -key "$name.key.pem" -subj "/CN=$subject" -out "$work/request"
  openssl ca -batch -notext -config "$work/ca.cnf" -extensions extensions -in "$work/request" \
    -startdate $FROM -enddate "$to" -out "$name.pem" "$@" 2>/dev/null
}
authority() { key "$1"; sign "$1" "$2" 'basicConstraints = critical,CA:true' $TO -selfsign -keyfile "$1.key.pem"; }
signed() { key "$1"; sign "$1" "$3" "subjectAltName = $4" "$5" -cert "$2.pem" -keyfile "$2.key.pem"; }

authority authority 'Test authority'
authority stranger 'Authority that nobody knows'
signed acceptor authority 'Acceptor' 'DNS:localhost,IP:127.0.0.1' $TO
signed other-name authority 'Acceptor of another name' 'DNS:fix.venue.example' $TO
signed expired authority 'Expired acceptor' 'DNS:localhost,IP:127.0.0.1' $PAST
signed client authority 'Client' 'DNS:client.example' $TO
signed stranger-client stranger 'Client that nobody knows' 'DNS:client.example' $TO
openssl pkcs8 -topk8 -in client.key.pem -passout pass:open-sesame -out client.locked.key.pem
rm -f stranger.key.pem authority.key.pem
