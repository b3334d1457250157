; The per-user installer for Windows: no administrator, no questions that a person cannot answer.
; makensis -DVERSION=… -DTREE=<frozen folder> -DICON=…\companion.ico -DOUT=…\installer.exe companion.nsi
Unicode true
!include "MUI2.nsh"
!include "FileFunc.nsh"

!define NAME "Sales Call Companion"
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\sales-call-companion"

Name "${NAME}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\sales-call-companion"
InstallDirRegKey HKCU "Software\sales-call-companion" "InstallDir"
RequestExecutionLevel user
SetCompressor /SOLID lzma
ManifestDPIAware true
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Installs ${NAME}"
VIAddVersionKey "LegalCopyright" "MIT licence"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\sales-call-companion.exe"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"

LangString StillOpen ${LANG_ENGLISH} "Companion is still open. Please close its window, then try again."
LangString StillOpen ${LANG_GERMAN} "Companion ist noch offen. Bitte das Fenster schließen und noch einmal versuchen."
LangString StartWithWindows ${LANG_ENGLISH} "Start with Windows"
LangString StartWithWindows ${LANG_GERMAN} "Mit Windows starten"
LangString AnswerCalls ${LANG_ENGLISH} "Open tel: links"
LangString AnswerCalls ${LANG_GERMAN} "tel:-Verweise öffnen"

Section "${NAME}"
  SectionIn RO
  ; The old version's files go first, so that none of them is loaded by the new one.
  ClearErrors
  RMDir /r "$INSTDIR\_internal"
  IfErrors 0 +3
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(StillOpen)" /SD IDOK
    Abort
  SetOutPath "$INSTDIR"
  File /r "${TREE}/*"
  File "/oname=companion.ico" "${ICON}"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Companion.lnk" "$INSTDIR\sales-call-companion.exe" "" "$INSTDIR\companion.ico"
  WriteRegStr HKCU "Software\sales-call-companion" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "Software\Classes\companion" "" "URL:Companion"
  WriteRegStr HKCU "Software\Classes\companion" "URL Protocol" ""
  WriteRegStr HKCU "Software\Classes\companion\shell\open\command" "" '"$INSTDIR\sales-call-companion.exe" open "%1"'
  WriteRegStr HKCU "${KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\companion.ico"
  WriteRegStr HKCU "${KEY}" "Publisher" "The Companion team"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" $0
SectionEnd

Section "$(AnswerCalls)"
  WriteRegStr HKCU "Software\sales-call-companion\Capabilities" "ApplicationName" "Companion"
  WriteRegStr HKCU "Software\sales-call-companion\Capabilities\URLAssociations" "tel" "sales-call-companion.tel"
  WriteRegStr HKCU "Software\RegisteredApplications" "sales-call-companion" "Software\sales-call-companion\Capabilities"
  WriteRegStr HKCU "Software\Classes\sales-call-companion.tel\shell\open\command" "" '"$INSTDIR\sales-call-companion.exe" open "%1"'
SectionEnd

Section /o "$(StartWithWindows)"
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "sales-call-companion" '"$INSTDIR\sales-call-companion.exe"'
SectionEnd

; What the person entered lies in %LOCALAPPDATA%\sales-call-companion and stays there.
Section "Uninstall"
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\papers"
  Delete "$INSTDIR\sales-call-companion.exe"
  Delete "$INSTDIR\companion.ico"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Companion.lnk"
  DeleteRegKey HKCU "${KEY}"
  DeleteRegKey HKCU "Software\Classes\companion"
  DeleteRegKey HKCU "Software\Classes\sales-call-companion.tel"
  DeleteRegKey HKCU "Software\sales-call-companion"
  DeleteRegValue HKCU "Software\RegisteredApplications" "sales-call-companion"
  DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "sales-call-companion"
SectionEnd
