interface OptOut {
  readonly variable: string;
  readonly value: string;
}

/** How to tell a tool, by the name of its program, not to report its use. Undefined of those that do not, or ask first. */
export function telemetryOf(program: string): OptOut | undefined {
  return optOuts.get(program);
}

const optOuts: ReadonlyMap<string, OptOut> = new Map([
  // https://learn.microsoft.com/dotnet/core/tools/telemetry
  ['dotnet', { variable: 'DOTNET_CLI_TELEMETRY_OPTOUT', value: '1' }],
  // https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_telemetry
  ['pwsh', { variable: 'POWERSHELL_TELEMETRY_OPTOUT', value: '1' }],
  // https://nextjs.org/telemetry
  ['next', { variable: 'NEXT_TELEMETRY_DISABLED', value: '1' }],
  // https://www.gatsbyjs.com/docs/telemetry/
  ['gatsby', { variable: 'GATSBY_TELEMETRY_DISABLED', value: '1' }],
  // https://github.com/nuxt/telemetry
  ['nuxt', { variable: 'NUXT_TELEMETRY_DISABLED', value: '1' }],
  ['nuxi', { variable: 'NUXT_TELEMETRY_DISABLED', value: '1' }],
  // https://astro.build/telemetry/
  ['astro', { variable: 'ASTRO_TELEMETRY_DISABLED', value: '1' }],
  // https://turborepo.com/docs/telemetry
  ['turbo', { variable: 'TURBO_TELEMETRY_DISABLED', value: '1' }],
  // https://docs.brew.sh/Analytics
  ['brew', { variable: 'HOMEBREW_NO_ANALYTICS', value: '1' }],
  // https://learn.microsoft.com/cli/azure/azure-cli-configuration
  ['az', { variable: 'AZURE_CORE_COLLECT_TELEMETRY', value: '0' }],
  // https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-telemetry.html
  ['sam', { variable: 'SAM_CLI_TELEMETRY', value: '0' }],
  // https://learn.microsoft.com/azure/azure-functions/functions-core-tools-reference
  ['func', { variable: 'FUNCTIONS_CORE_TOOLS_TELEMETRY_OPTOUT', value: '1' }],
  // https://developer.hashicorp.com/terraform/cli/commands#upgrade-and-security-bulletin-checks
  ['terraform', { variable: 'CHECKPOINT_DISABLE', value: '1' }],
]);
