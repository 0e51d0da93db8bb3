# Configuration Manager: configuration item, setting of type script, data type string: discovery
# script. Compliant when it says "enrolled".
$program = Join-Path $env:ProgramW6432 'Muster\muster-agent.exe'
if (-not (Test-Path -LiteralPath $program)) {
  Write-Output 'not installed'
  exit 0
}
& $program status --json >$null 2>$null
if ($LASTEXITCODE -eq 0) { Write-Output 'enrolled' } else { Write-Output 'not enrolled' }
exit 0
