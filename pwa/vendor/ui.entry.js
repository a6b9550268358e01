// @ts-nocheck: read only by esbuild, when ui.js is made (vendor.toml says how).
import { h } from "preact";
import htm from "htm";
export { h, render, Fragment, Component, createContext, createRef } from "preact";
export {
  useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback, useContext, useReducer, useId, useErrorBoundary,
} from "preact/hooks";
export { signal, computed, effect, batch, untracked, Signal, useSignal, useComputed, useSignalEffect } from "@preact/signals";
export const html = htm.bind(h);
