import type { Config } from './config.ts'
export class Settings {
  config: Config = {}
  complaints: readonly string[] = []
  static read(_env: NodeJS.ProcessEnv): Settings { return new Settings() }
  save(_change: Partial<Config>): void {}
}
