# Configuration Manager: configuration item, remediation script. Puts the agent back to work with
# what it was told before.
$program = Join-Path $env:ProgramW6432 'Muster\muster-agent.exe'
if (Test-Path -LiteralPath $program) { & $program install --restart --quiet }
