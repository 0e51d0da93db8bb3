# Configuration Manager: detection method of the application's deployment type, as a script. Exit 0
# with something on standard output: installed, in this version or a later one.
# Without a script: "Windows Installer", with the product code that `npm run package -- msi` prints.
$program = Join-Path $env:ProgramW6432 'Muster\muster-agent.exe'
if (Test-Path -LiteralPath $program) {
  $found = [version](Get-Item -LiteralPath $program).VersionInfo.ProductVersion
  if ($found -ge [version]'0.1.0') { Write-Output "Muster agent $found" }
}
exit 0
