# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2022
SHELL ["powershell", "-Command", "$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue';"]

WORKDIR C:\service
COPY bin\ .
RUN Invoke-WebRequest -Uri https://example.org/runtime.zip -OutFile runtime.zip; `
    Expand-Archive runtime.zip -DestinationPath C:\runtime; `
    Remove-Item runtime.zip

EXPOSE 8080
ENTRYPOINT ["C:\\service\\service.exe"]
