# Intune, remediation: remediation script. Puts the agent back to work, with what it was told before:
# its task is made anew and started. Ends with the agent's code: 0 in place, 1 Windows refused.
$program = Join-Path $env:ProgramW6432 'Muster\muster-agent.exe'
$said = & $program install --restart 2>&1
Write-Output "$said"
exit $LASTEXITCODE
