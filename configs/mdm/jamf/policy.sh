#!/bin/sh
# Jamf Pro: script of a policy, priority "After", with the package muster-agent-…-arm64.pkg in the
# same policy. Only where no configuration profile says it. Parameters:
#   4 address of the reconciler, "https://inventory.example:8420"   (required)
#   5 enrolment token   6 site   7 mode, "daemon" or "timer"
# It may run again at every check-in: what is in place stays. Exit: 0 in place; 1 this Mac refused,
# the policy may try again; 2 what was given cannot work.
set -u
agent=/usr/local/bin/muster-agent
if [ ! -x "$agent" ]; then
  echo "the package is not installed: put it into the same policy" >&2
  exit 1
fi
if [ -z "${4:-}" ]; then
  echo "parameter 4, the address of the reconciler, is empty" >&2
  exit 2
fi
# The token by standard input: every user of this Mac can list the arguments of processes. An empty
# value is none.
printf '%s' "${5:-}" |
  "$agent" install --url "$4" --token-file /dev/stdin --site "${6:-}" --mode "${7:-}"
