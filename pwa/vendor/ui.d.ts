// Types of ui.js: the part of preact, its hooks, @preact/signals and htm that this app uses.

export type Key = string | number;
export type Child = VNode | object | string | number | bigint | boolean | null | undefined;
export type Children = Child | Child[];
export type Ref<T> = { current: T | null } | ((instance: T | null) => void | (() => void)) | null;
export type Props<P> = P & { readonly children?: Children; readonly key?: Key; readonly ref?: Ref<unknown> };

export interface VNode<P = Record<string, unknown>> {
  type: ComponentType<P> | string;
  props: P & { children?: Children };
  key: Key;
}

// deno-lint-ignore no-explicit-any -- a tag takes a component of any properties: htm's templates are not type-checked
export type AnyComponent = ComponentType<any>;
export type FunctionComponent<P = Record<never, never>> = (props: Props<P>) => Children;
export type ComponentType<P = Record<never, never>> = FunctionComponent<P> | (new (props: P) => Component<P, unknown>);

/** Builds nodes from a tagged template: html`<${Invoice} id=${id} />`. */
export function html(strings: TemplateStringsArray, ...values: unknown[]): VNode;
export function h<P>(type: AnyComponent | string, props: P | null, ...children: Children[]): VNode;
export function render(node: Child, parent: Element | Document | ShadowRoot | DocumentFragment): void;
export const Fragment: FunctionComponent;
export const options: { vnode?: (node: VNode) => void };
export function createRef<T>(): { current: T | null };

export abstract class Component<P = Record<never, never>, S = Record<never, never>> {
  constructor(props?: P);
  props: Props<P>;
  state: Readonly<S>;
  base?: Element | Text;
  setState(change: Partial<S> | ((state: Readonly<S>, props: Readonly<P>) => Partial<S> | null), done?: () => void): void;
  forceUpdate(done?: () => void): void;
  componentDidMount?(): void;
  componentDidUpdate?(previous_props: Readonly<P>, previous_state: Readonly<S>): void;
  componentWillUnmount?(): void;
  componentDidCatch?(error: unknown): void;
  shouldComponentUpdate?(next_props: Readonly<P>, next_state: Readonly<S>): boolean;
  abstract render(props?: Props<P>, state?: Readonly<S>): Children;
}

export interface Context<T> {
  Provider: FunctionComponent<{ value: T }>;
  Consumer: FunctionComponent<{ children: (value: T) => Children }>;
}
export function createContext<T>(value: T): Context<T>;

export type Inputs = ReadonlyArray<unknown>;
export type Change<S> = S | ((before: S) => S);
export function useState<S>(initial: S | (() => S)): [S, (change: Change<S>) => void];
export function useState<S = undefined>(): [S | undefined, (change: Change<S | undefined>) => void];
export function useReducer<S, A>(reduce: (state: S, action: A) => S, initial: S): [S, (action: A) => void];
export function useEffect(effect: () => void | (() => void), inputs?: Inputs): void;
export function useLayoutEffect(effect: () => void | (() => void), inputs?: Inputs): void;
export function useRef<T>(initial: T): { current: T };
export function useRef<T>(initial: T | null): { current: T | null };
export function useRef<T = undefined>(): { current: T | undefined };
export function useMemo<T>(make: () => T, inputs: Inputs | undefined): T;
export function useCallback<A extends unknown[], R>(callback: (...args: A) => R, inputs: Inputs): (...args: A) => R;
export function useContext<T>(context: Context<T>): T;
export function useErrorBoundary(callback?: (error: unknown) => void): [unknown, () => void];
export function useId(): string;

export interface ReadonlySignal<T> {
  readonly value: T;
  peek(): T;
  subscribe(listen: (value: T) => void): () => void;
  valueOf(): T;
  toString(): string;
  toJSON(): T;
}
export class Signal<T = unknown> implements ReadonlySignal<T> {
  constructor(value?: T);
  get value(): T;
  set value(value: T);
  peek(): T;
  subscribe(listen: (value: T) => void): () => void;
  valueOf(): T;
  toString(): string;
  toJSON(): T;
}
export function signal<T>(value: T): Signal<T>;
export function signal<T = undefined>(): Signal<T | undefined>;
export function computed<T>(compute: () => T): ReadonlySignal<T>;
export function effect(run: () => void | (() => void)): () => void;
export function batch<T>(run: () => T): T;
export function untracked<T>(run: () => T): T;
export function useSignal<T>(value: T): Signal<T>;
export function useSignal<T = undefined>(): Signal<T | undefined>;
export function useComputed<T>(compute: () => T): ReadonlySignal<T>;
export function useSignalEffect(run: () => void | (() => void)): void;
