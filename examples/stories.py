"""Stories: what people complain about, and in what words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    """A kind of complaint: how common, what amounts in fen, what part of 100 names a transaction, what is told."""

    weight: int
    amounts: tuple[int, int]
    transactions: int
    tellings: tuple[str, ...]


STORIES = {
    "unauthorized_debit": Story(
        16,
        (9_90, 6_000_00),
        97,
        (
            "{day}收到扣款短信，{merchant}扣了{amount}元，我没有买过任何东西",
            "开通免费试用后被{merchant}自动续费{amount}元，事先没有任何提醒",
            "半夜账户被扣{amount}元，对方显示是{merchant}，怀疑银行卡被盗刷",
        ),
    ),
    "duplicate_charge": Story(
        14,
        (12_00, 3_000_00),
        98,
        (
            "在{merchant}付款时页面卡住，重新支付后发现扣了两次{amount}元",
            "{day}同一笔订单扣款两次，每次{amount}元，商家说只收到一笔",
        ),
    ),
    "wrong_amount": Story(
        8,
        (20_00, 2_000_00),
        97,
        (
            "{merchant}标价和实际扣款不一致，多扣了钱，共扣{amount}元",
            "优惠券没有抵扣，按原价扣了{amount}元",
        ),
    ),
    "wrong_transfer": Story(
        7,
        (100_00, 50_000_00),
        96,
        (
            "{day}转账时选错联系人，把{amount}元转给了不认识的人，对方已经拉黑我",
            "手机号输错一位，{amount}元转到了陌生账户",
        ),
    ),
    "payment_not_credited": Story(
        9,
        (30_00, 20_000_00),
        97,
        (
            "已经扣款{amount}元，{merchant}说没有收到，订单一直显示未支付",
            "{day}充值{amount}元，钱扣了但余额没有变化",
        ),
    ),
    "refund_failure": Story(
        13,
        (15_00, 8_000_00),
        97,
        (
            "{merchant}同意退款已经十天，{amount}元仍然没有到账",
            "退货后商家显示已退款，银行卡没有收到{amount}元",
            "退款退到了已经注销的银行卡，{amount}元不知去向",
        ),
    ),
    "fee_dispute": Story(
        5,
        (1_00, 300_00),
        93,
        (
            "提现收取{amount}元手续费，页面上没有说明",
            "转账手续费和公示的标准不一致，多收了{amount}元",
        ),
    ),
    "account_theft": Story(
        5,
        (200_00, 80_000_00),
        82,
        (
            "{day}手机突然没有信号，随后账户在外地登录，被转走{amount}元",
            "账户密码被改，绑定的手机号也换了，里面有{amount}元",
            "收到异地登录提醒后发现账户被盗刷{amount}元",
        ),
    ),
    "fund_risk": Story(
        4,
        (500_00, 120_000_00),
        85,
        (
            "接到自称客服的电话，按对方要求转了{amount}元，怀疑是诈骗",
            "点了短信里的链接，输入验证码后被扣{amount}元，担心余额继续被转走",
        ),
    ),
    "account_access": Story(
        4,
        (50_00, 10_000_00),
        40,
        (
            "账户无故被限制付款，余额{amount}元取不出来",
            "换手机后一直无法登录，身份核验总是失败",
        ),
    ),
    "privacy": Story(
        2,
        (10_00, 500_00),
        25,
        (
            "刚在{merchant}付款就接到推销电话，怀疑个人信息被泄露",
            "账单被发送到别人的邮箱，里面有我的姓名和交易记录",
        ),
    ),
    "service": Story(
        7,
        (10_00, 500_00),
        15,
        (
            "热线排队四十分钟，接通后又被转来转去，问题没有解决",
            "人工客服态度敷衍，同一个问题要我说明了三遍",
            "线上客服只会自动回复，没有办法找到人工",
        ),
    ),
    "logistics": Story(
        3,
        (20_00, 1_500_00),
        95,
        (
            "{merchant}的包裹显示已签收，我没有收到，订单{amount}元",
            "快递把东西摔坏了，{merchant}和物流互相推脱",
        ),
    ),
    "product_quality": Story(
        4,
        (30_00, 4_000_00),
        95,
        (
            "在{merchant}花{amount}元买的东西和描述不符，商家不肯退",
            "收到的商品有质量问题，联系{merchant}一直不处理",
        ),
    ),
    "other": Story(
        3,
        (10_00, 1_000_00),
        50,
        (
            "想问一下发票怎么开，找不到入口",
            "积分到期被清零，之前没有看到说明",
            "活动奖励没有到账，金额{amount}元",
        ),
    ),
}
MERCHANTS = ("青禾鲜果", "城西书店", "云上影城", "山野户外", "小满咖啡", "星河网校", "安居家电", "一叶文具", "北岸数码")
DEMANDS = (
    "，请尽快处理。",
    "，要求退款。",
    "，希望查清楚后给我答复。",
    "，请帮我追回。",
    "，麻烦核实一下，谢谢。",
    "！已经联系过对方，没有结果。",
)
OUTBURSTS = (
    '，客服只说"请耐心等待"。',
    "。\n补充：附件里有截图。\n请回电话。",
    '，对方回复："不退，\n爱去哪投诉去哪投诉"。',
)
BASES = {
    "upheld": ("交易流水与用户陈述一致", "系统日志显示重复请求", "商户确认未履行", "登录设备与用户常用设备不符"),
    "partly_upheld": ("双方均有责任", "部分款项已由商户退回", "页面提示不够明显"),
    "not_upheld": ("扣款经用户本人授权", "交易记录完整，商品已经签收", "手续费标准已在页面公示"),
}
