# Intune, Windows app (Win32): install command
#   powershell.exe -NoProfile -ExecutionPolicy Bypass -File install.ps1 -Url https://inventory.example:8420
# Wrap this folder, with the .msi and a file enrolment-token in it, by IntuneWinAppUtil: what stands
# in the install command itself is written into logs that users of the device can read.
# Ends with msiexec's code: 0 done, 3010 done (a restart some day), 1618 another installation is
# running (Intune tries again), 1603 failed. Right in 32-bit PowerShell too, which Intune starts.
param(
  [Parameter(Mandatory)] [ValidatePattern('^https://[^"\s]+$')] [string] $Url,
  [ValidatePattern('^[^"]*$')] [string] $Site = '',
  [ValidateSet('daemon', 'timer')] [string] $Mode = 'daemon'
)
$ErrorActionPreference = 'Stop'
$packages = @(Get-ChildItem -LiteralPath $PSScriptRoot -Filter 'muster-agent-*-x64.msi')
if ($packages.Count -ne 1) {
  Write-Output "beside this script there must be one muster-agent-*-x64.msi, not $($packages.Count)"
  exit 1603
}
$token = ''
$tokenFile = Join-Path $PSScriptRoot 'enrolment-token'
if (Test-Path -LiteralPath $tokenFile) { $token = (Get-Content -LiteralPath $tokenFile -Raw).Trim() }
# Beside Intune's own logs, so that "Collect diagnostics" brings it. The token is starred out in it.
$log = Join-Path $env:ProgramData 'Microsoft\IntuneManagementExtension\Logs\muster-agent-install.log'
$arguments = @(
  '/i', "`"$($packages[0].FullName)`"", '/qn', '/norestart', '/l*v', "`"$log`"",
  "MUSTER_URL=`"$Url`"", "MUSTER_TOKEN=`"$token`"", "MUSTER_SITE=`"$Site`"", "MUSTER_MODE=$Mode"
)
exit (Start-Process -FilePath msiexec.exe -ArgumentList $arguments -Wait -PassThru).ExitCode
