import type { Needs } from '../needs.ts'

/** The incidents are played in a virtual machine that was made for it, and nobody else works there. */
export const IS_LAB = process.env.WHYTOP_INCIDENTS_LAB !== undefined

/** For what would harm whoever else works on the machine. */
export const ownMachine: NonNullable<Needs['feature']> = { name: 'a machine of its own', probe: () => IS_LAB }
