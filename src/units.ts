declare const unit: unique symbol

/** A number that knows its unit, at compile time only. A bare number fits any unit; two units never fit each other. */
export type Unit<U extends string> = number & { readonly [unit]?: U }

export type Bytes = Unit<'B'>
export type Seconds = Unit<'s'>
/** Nanoseconds of the monotonic clock: exact for 104 days of uptime, within 2 ns for years. */
export type Nanos = Unit<'ns'>
/** 0..1 of a whole. */
export type Share = Unit<'share'>
/** Kernel ticks (USER_HZ, 100 nearly everywhere). Kept as integers: only their growth is turned into seconds. */
export type Ticks = Unit<'tick'>
/** Only ever grows, until a reset. Never shown as it is: see rate(). */
export type Counter<U extends string> = Unit<`${U} total`>
export type Rate<U extends string> = Unit<`${U}/s`>

/** Kernel text says "no limit" with anything from 2^60 up (RLIM_INFINITY, PAGE_COUNTER_MAX, fs.file-max). */
export const UNLIMITED = 2 ** 60
