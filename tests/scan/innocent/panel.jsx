export function Panel({ internal, user }) {
  const [open, setOpen] = useState(internal.open);
  return <div className={internal.usr.className} hidden={!open}>{internal.label || "internal"}</div>;
}
