# Intune, Windows app (Win32): detection rule of type script. Detected: this version or a later one,
# with its task. Something on standard output and exit 0 say so; nothing on it says the contrary.
# Without a script: rule type MSI, with the product code that `npm run package -- msi` prints.
$wanted = [version]'0.1.0'
# ProgramW6432: the 64-bit folder, in 32-bit PowerShell too.
$program = Join-Path $env:ProgramW6432 'Muster\muster-agent.exe'
if (-not (Test-Path -LiteralPath $program)) { exit 0 }
$found = [version](Get-Item -LiteralPath $program).VersionInfo.ProductVersion
$task = Get-ScheduledTask -TaskPath '\Muster\' -TaskName 'Agent' -ErrorAction SilentlyContinue
if ($found -ge $wanted -and $task) { Write-Output "Muster agent $found" }
exit 0
