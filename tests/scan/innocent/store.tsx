type Props = { internal: { usr: string; label: string } };
export const Label = ({ internal }: Props) => <b>{internal.label}</b>;
export const List = (props: Props) => <ul>{props.internal.usr.split(",").map((x) => <li>{x}</li>)}</ul>;
