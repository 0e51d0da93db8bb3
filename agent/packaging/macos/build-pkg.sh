#!/bin/sh
# Makes the flat package of the Muster agent, on a Mac (macOS 13 or later; nothing to install: the
# tools are part of the system). The executable comes from `npm run package` on Linux with a signature
# that names nobody: enough to run, not for Gatekeeper, so it is signed first, by name if you have one.
#
#   ./build-pkg.sh                                        signed ad hoc: for tests, and for MDM that
#                                                         installs packages as root
#   ./build-pkg.sh --application 'Developer ID Application: Example (TEAM)' \
#                  --installer 'Developer ID Installer: Example (TEAM)' --notary PROFILE
#                                                         signed and notarized: for everybody
#   --url URL --token TOKEN --site SITE --mode daemon|timer   given to every host that installs it
set -eu
cd "$(dirname "$0")"

application=-
installer=
notary=
url=
token=
site=
mode=
while [ $# -gt 0 ]; do
  if [ $# -lt 2 ]; then echo "build-pkg.sh: $1 needs a value" >&2; exit 2; fi
  case $1 in
    --application) application=$2 ;;
    --installer) installer=$2 ;;
    --notary) notary=$2 ;;
    --url) url=$2 ;;
    --token) token=$2 ;;
    --site) site=$2 ;;
    --mode) mode=$2 ;;
    *) echo "build-pkg.sh: there is no option $1" >&2; exit 2 ;;
  esac
  shift 2
done
if [ "$(uname)" != Darwin ]; then echo 'build-pkg.sh: this needs a Mac' >&2; exit 1; fi

version=$(cat VERSION)
package=muster-agent-$version-arm64.pkg
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/root/usr/local/bin" "$work/scripts"
cp muster-agent "$work/root/usr/local/bin/muster-agent"
chmod 755 "$work/root/usr/local/bin/muster-agent"
# The hardened runtime is what notarization asks for; V8 compiles, which the entitlements allow.
codesign --force --sign "$application" --identifier org.muster.agent --options runtime \
  --entitlements entitlements.plist "$work/root/usr/local/bin/muster-agent"
codesign --verify --strict "$work/root/usr/local/bin/muster-agent"
"$work/root/usr/local/bin/muster-agent" --help >/dev/null

cp scripts/postinstall "$work/scripts/postinstall"
chmod 755 "$work/scripts/postinstall"
# Beside the script in the package: what this organization's hosts are told.
umask 077
{
  printf 'MUSTER_URL=%s\n' "$url"
  printf 'MUSTER_TOKEN=%s\n' "$token"
  printf 'MUSTER_SITE=%s\n' "$site"
  printf 'MUSTER_MODE=%s\n' "$mode"
} >"$work/scripts/settings"

pkgbuild --root "$work/root" --scripts "$work/scripts" --identifier org.muster.agent \
  --version "$version" --install-location / --ownership recommended "$work/$package"
if [ -n "$installer" ]; then
  productsign --sign "$installer" "$work/$package" "$package"
else
  mv "$work/$package" "$package"
fi
if [ -n "$notary" ]; then
  xcrun notarytool submit "$package" --keychain-profile "$notary" --wait
  xcrun stapler staple "$package"
fi
echo "$PWD/$package"
