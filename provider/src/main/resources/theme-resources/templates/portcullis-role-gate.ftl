<#-- Shown to somebody who signed in correctly and has no role that the gate wants. -->
<#import "template.ftl" as layout>
<@layout.registrationLayout displayMessage=false; section>
    <#if section = "header">
        ${msg("portcullisGateTitle")}
    <#elseif section = "form">
        <div id="portcullis-role-gate">
            <p class="instruction"><strong>${msg("portcullisGateTitle")}</strong></p>
            <p class="instruction">${msg("portcullisGateRefused", portcullisUsername)}</p>
            <p class="instruction">${msg("portcullisGateAsk")}</p>
            <form id="portcullis-try-again-form" action="${url.loginAction}" method="post">
                <button id="portcullis-try-again" type="submit"
                        class="${properties.kcButtonClass!} ${properties.kcButtonPrimaryClass!} ${properties.kcButtonBlockClass!} ${properties.kcButtonLargeClass!}">
                    ${msg("portcullisGateTryAgain")}
                </button>
            </form>
            <p class="instruction">
                <a id="portcullis-someone-else" href="${url.loginRestartFlowUrl}">${msg("portcullisGateSomeoneElse")}</a>
            </p>
        </div>
    </#if>
</@layout.registrationLayout>
