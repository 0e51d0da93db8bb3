# Intune, Windows app (Win32): uninstall command
#   powershell.exe -NoProfile -ExecutionPolicy Bypass -File uninstall.ps1 [-Purge]
# Whatever version is there. The host's identity stays for a later installation; -Purge takes it as
# well. Ends with msiexec's code; 0 as well where nothing was installed.
param([switch] $Purge)
$ErrorActionPreference = 'Stop'
# The 64-bit registry by name: in 32-bit PowerShell, which Intune starts, HKLM: shows the other one.
$machine = [Microsoft.Win32.RegistryKey]::OpenBaseKey('LocalMachine', 'Registry64')
$products = $machine.OpenSubKey('SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall')
$code = 0
foreach ($name in $products.GetSubKeyNames()) {
  $product = $products.OpenSubKey($name)
  if ($product.GetValue('DisplayName') -ne 'Muster agent') { continue }
  if ($product.GetValue('WindowsInstaller') -ne 1) { continue }
  $arguments = @('/x', $name, '/qn', '/norestart')
  if ($Purge) { $arguments += 'MUSTER_PURGE=1' }
  $ended = (Start-Process -FilePath msiexec.exe -ArgumentList $arguments -Wait -PassThru).ExitCode
  if ($ended -ne 0) { $code = $ended }
}
exit $code
