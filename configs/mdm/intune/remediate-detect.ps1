# Intune, remediation: detection script. Exit 1, and so remediate.ps1 runs, where the agent is
# installed and is not enrolled or has not looked for two days. Run both as the system, 64-bit.
$program = Join-Path $env:ProgramW6432 'Muster\muster-agent.exe'
if (-not (Test-Path -LiteralPath $program)) {
  Write-Output 'not installed'
  exit 0
}
$said = & $program status --json 2>&1
if ($LASTEXITCODE -ne 0) {
  # With the reason, such as a policy that is misspelled.
  Write-Output "not enrolled: $said"
  exit 1
}
$state = $said | Where-Object { $_ -is [string] } | ConvertFrom-Json
if (-not $state.lastLookAt -or ([datetime]$state.lastLookAt) -lt (Get-Date).AddDays(-2)) {
  Write-Output "enrolled, last look $($state.lastLookAt)"
  exit 1
}
Write-Output "enrolled, last look $($state.lastLookAt), $($state.spooledBatches) batches wait"
exit 0
