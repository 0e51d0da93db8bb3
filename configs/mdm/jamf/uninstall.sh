#!/bin/sh
# Jamf Pro: script of a policy that takes the agent off. Parameter 4 "purge": its identity as well,
# so that a later installation is a new observer. Exit: 0 it is gone; 1 this Mac refused.
set -u
agent=/usr/local/bin/muster-agent
[ -x "$agent" ] || exit 0
if [ "${4:-}" = purge ]; then
  "$agent" uninstall --purge || exit 1
else
  "$agent" uninstall || exit 1
fi
if [ -x /usr/sbin/pkgutil ]; then
  /usr/sbin/pkgutil --forget org.muster.agent >/dev/null 2>&1 || true
fi
