#!/bin/sh
# Jamf Pro: extension attribute "Muster agent", data type string. For a smart group of Macs that have
# the package and are not enrolled.
agent=/usr/local/bin/muster-agent
if [ ! -x "$agent" ]; then
  echo '<result>not installed</result>'
elif "$agent" status --json >/dev/null 2>&1; then
  echo '<result>enrolled</result>'
else
  echo '<result>not enrolled</result>'
fi
