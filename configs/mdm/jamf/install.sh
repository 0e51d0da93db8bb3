#!/bin/sh
# Jamf Pro: script of a policy that needs no package: it fetches the archive that `npm run package`
# made on Linux, with the program signed ad hoc in it, from a web server of yours. Parameters:
#   4 address of muster-agent-…-darwin-arm64.tar.gz   (https, required)
#   5 its SHA-256, as SHA256SUMS says it              (required)
#   6 address of the reconciler                       (required, unless a profile says it)
#   7 enrolment token   8 site   9 mode, "daemon" or "timer"
# It may run again: what is in place stays; with a newer archive it updates. Exit: 0 in place; 1 this
# Mac or the network refused, the policy may try again; 2 what was given cannot work.
set -u
archive=${4:-}
digest=${5:-}
case $archive in
  https://*) ;;
  *)
    echo 'parameter 4, the address of the archive, must begin with https://' >&2
    exit 2
    ;;
esac
if [ ${#digest} -ne 64 ]; then
  echo 'parameter 5, the SHA-256 of the archive, must have 64 digits' >&2
  exit 2
fi
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
curl --fail --silent --show-error --location --retry 3 --output "$folder/archive.tar.gz" "$archive" || exit 1
if ! echo "$digest  $folder/archive.tar.gz" | shasum -a 256 -c - >/dev/null; then
  echo 'the archive is not the one whose SHA-256 was given' >&2
  exit 1
fi
tar -xzf "$folder/archive.tar.gz" -C "$folder" --strip-components 1 || exit 1
# The token by standard input: every user of this Mac can list the arguments of processes. An empty
# value is none.
printf '%s' "${7:-}" |
  "$folder/muster-agent" install --restart --url "${6:-}" --token-file /dev/stdin --site "${8:-}" --mode "${9:-}"
